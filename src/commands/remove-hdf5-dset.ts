import { defineCommand } from '../flags/define-command.ts';
import { argument, argumentList } from '../flags/flag.ts';
import { editedFile, word } from '../flags/kind.ts';
import { removeDatasets } from '../operations/files/remove-datasets.ts';

/** `mintsar remove_hdf5_dset`. */
export const command = defineCommand({
  description:
    'Take datasets out of an HDF5 file, in place. The file gets smaller; all else stays as it is. When it fails, the old file is still there.',
  examples: [
    'mintsar remove_hdf5_dset inputs/ifgramStack.h5 unwrapPhase_bridging',
    'mintsar remove_hdf5_dset inputs/ifgramStack.h5 unwrapPhase_bridging unwrapPhase_phaseClosure',
    'mintsar remove_hdf5_dset velocity.h5 velocityStd',
  ],
  flags: {
    file: argument(editedFile, 'HDF5 file'),
    datasets: argumentList(word, 'datasets to remove'),
  },
  run: (request, context) => removeDatasets(request, context),
});
