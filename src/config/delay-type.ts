import { OptionError } from '../core/errors.ts';
import { TROPOSPHERE_MODELS } from '../io/gunw/gunw-product.ts';
import { list, splitItems } from './composite.ts';
import type { ValueType } from './value-type.ts';

const NAMES = ['ionosphere', 'solidEarthTide', ...TROPOSPHERE_MODELS];

/** Delays that products bring along: the troposphere by its weather model. */
export const delays: ValueType<readonly string[]> = list(
  'name,name,... / no',
  `some of ${NAMES.join(', ')}`,
  (s) => {
    const found = splitItems(s, /[,;\s]+/).map((item) => {
      const name = NAMES.find((one) => one.toLowerCase() === item.toLowerCase());
      if (name !== undefined) return name;
      throw new OptionError(`"${item}" is none of ${NAMES.join(', ')}.`);
    });
    const models = found.filter((name) => TROPOSPHERE_MODELS.some((model) => model === name));
    if (new Set(models).size > 1)
      throw new OptionError(`${models.join(' and ')} are two weather models: one is loaded.`);
    return [...new Set(found)];
  },
);
