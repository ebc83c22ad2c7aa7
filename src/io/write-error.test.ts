import { expect, test } from 'vitest';
import { FileError, RunError } from '../core/errors.ts';
import { machineError, writeError } from './write-error.ts';

const failed = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

test.each([
  ['ENOSPC', /^The disk is full: \/w\/a\.h5 could not be written\.$/, /Free some space/],
  ['EDQUOT', /^Your quota of disk space is used up: \/w\/a\.h5/, /Free some space/],
  ['EFBIG', /^\/w\/a\.h5 could not be written: it is larger than files may be here\.$/, /ulimit -f/],
  ['EMFILE', /^\/w\/a\.h5 cannot be opened: too many files are open\.$/, /ulimit -n/],
  ['ENFILE', /too many files are open/, /ulimit -n/],
  ['EIO', /^The disk of \/w\/a\.h5 fails \(EIO\)/, /Check the disk/],
])(
  '%s is no fault of the name: the run failed, and the remedy is at the machine',
  (code, message, remedy) => {
    const error = writeError('/w/a.h5', failed(code));
    expect(error).toBeInstanceOf(RunError);
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(remedy);
    expect(machineError(failed(code))?.message).not.toContain('undefined');
  },
);

test('any other failure asks for another name', () => {
  expect(machineError(failed('ENAMETOOLONG'))).toBeUndefined();
  expect(writeError('/w/a.h5', failed('ENAMETOOLONG'))).toBeInstanceOf(FileError);
});

test('the folder of a bare name is told by its whole path', () => {
  expect(writeError('velocity.png', failed('EACCES')).message).toBe(
    `velocity.png cannot be written: no permission for ${process.cwd()}.`,
  );
});
