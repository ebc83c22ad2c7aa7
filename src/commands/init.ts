import { join } from 'node:path';
import { TEMPLATE_NAME } from '../config/index.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, optionalArgument } from '../flags/flag.ts';
import { folder, outputFile } from '../flags/kind.ts';
import { writeTemplateFor } from '../steps/doctor/new-template.ts';

/** `mintsar init`: a template for products that are there. */
export const command = defineCommand({
  description:
    'Knows the products of a folder by their names and writes a complete template for them: paths from the work directory, all other options automatic. A template that is there is never overwritten.',
  examples: [
    'mintsar init                              products of this folder -> mintpy/smallbaselineApp.cfg',
    'mintsar init /data/stack',
    'mintsar init /data/stack -o work/GalapagosSenDT128.cfg',
  ],
  flags: {
    products: optionalArgument(folder, 'folder of the products; this folder when left out'),
    outfile: flag(
      '-o --output',
      { ...outputFile, makesFolder: true },
      'template to write; its folder is the work directory',
      {
        shown: `FOLDER/mintpy/${TEMPLATE_NAME}`,
      },
    ),
  },
  outputs: ({ products = process.cwd(), outfile }) => ({
    outfile: outfile ?? join(products, 'mintpy', TEMPLATE_NAME),
  }),
  async run({ products = process.cwd() }, { print }, { outfile }) {
    const { processor, patterns } = writeTemplateFor({ folder: products, outfile });
    print(`${processor.name}: ${processor.summary}`);
    const width = Math.max(...Object.keys(patterns).map(({ length }) => length));
    for (const [option, pattern] of Object.entries(patterns)) print(`  ${option.padEnd(width)}  ${pattern}`);
    print(`Wrote ${outfile}`);
    print(`Next: mintsar doctor ${outfile}`);
  },
});
