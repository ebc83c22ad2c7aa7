import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on } from '../flags/flag.ts';
import { folder, type Kind, positive, word } from '../flags/kind.ts';
import { fetchData } from '../operations/fetch/fetch-data.ts';

const source: Kind<string> = { ...word, metavar: 'SOURCE' };

/** `mintsar fetch`: staged data. */
export const command = defineCommand({
  description:
    'Fetches a file from a server or an object store, or all objects below a prefix. A file appears whole or not at all: a broken connection is gone on with, and so is a run that was killed, when the same command is run again. Checksums that the store tells (SHA-256, MD5, the ETag of objects that were put in one piece) are compared. Public buckets are asked without a key; where there is one (AWS_ACCESS_KEY_ID, ~/.aws/credentials), requests are signed. Archives are unpacked with care: names that lead elsewhere, links and bombs are refused, and files that are there are not replaced.',
  examples: [
    'mintsar fetch https://zenodo.org/records/3952953/files/FernandinaSenDT128.zip --unpack',
    'mintsar fetch s3://bucket/stacks/FernandinaSenDT128.zip -o data/ --unpack',
    'mintsar fetch s3://bucket/stacks/2020/ -o data/2020 --no-sign-request',
    'mintsar fetch s3://bucket/stack.tar.gz --profile insar --region us-west-2',
    'mintsar fetch s3://bucket/stack.tar --endpoint https://store.example.org',
  ],
  flags: {
    source: argument(source, 'https://..., s3://bucket/key, or s3://bucket/prefix/ for all objects below it'),
    output: flag(
      '-o --output',
      { ...word, metavar: 'PATH' },
      'file, or folder (of several objects; a name that ends in /)',
      {
        shown: 'the name of the source, in this folder',
      },
    ),
    sha256: flag('--sha256', { ...word, metavar: 'HEX' }, 'checksum that the file has to have'),
    unpack: on('--unpack', 'unpack zip, tar and tar.gz beside the archive'),
    unpackTo: flag('--unpack-to', folder, 'unpack there'),
    maxSize: flag('--max-size', positive, 'largest file that is taken, GB'),
    ...group('object stores', {
      profile: flag('--profile', word, 'of ~/.aws/credentials', { shown: 'AWS_PROFILE, else default' }),
      region: flag('--region', word, 'of the bucket', { shown: 'as the store says' }),
      endpoint: flag('--endpoint', { ...word, metavar: 'URL' }, 'store of another provider', {
        shown: 'AWS_ENDPOINT_URL_S3, else Amazon',
      }),
      isAnonymous: on('--no-sign-request', 'ask without a key'),
    }),
  },
  async run({ maxSize, unpack, unpackTo, ...request }, context) {
    const { files, unpacked } = await fetchData(
      {
        ...request,
        unpack: unpackTo ?? unpack,
        maxBytes: maxSize === undefined ? undefined : maxSize * 1e9,
      },
      context,
    );
    const words = {
      kept: 'is there',
      confirmed: 'is there, and no newer one',
      stale: 'is there',
      fetched: 'fetched',
    };
    for (const { path, from } of files.slice(0, 10)) context.print(`${path}: ${words[from]}`);
    if (files.length > 10) context.print(`... ${files.length} files in all`);
    if (unpacked.length > 0) context.print(`unpacked ${unpacked.length} file(s), first ${unpacked[0]}`);
  },
});
