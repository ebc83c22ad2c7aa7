import { FileError } from '../../core/errors.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { elementType, numpyName } from '../../io/raster/element-type.ts';
import { child, childrenNamed, parseXml, type XmlElement } from '../../io/raster/xml.ts';

/** The `property` children of an ISCE component, names in lower case; an empty value reads `None`. */
export function isceProperties(component: XmlElement | undefined): Attributes {
  const out: Attributes = {};
  for (const property of childrenNamed(component, 'property')) {
    const name = property.attributes['name'];
    if (name === undefined) continue;
    const text = child(property, 'value')?.text ?? property.text;
    out[name.toLowerCase()] = text.trim() === '' ? 'None' : text.trim();
  }
  return out;
}

/** The `component` child of that name (any case). */
export function isceComponent(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return childrenNamed(parent, 'component').find((c) => c.attributes['name']?.toLowerCase() === name);
}

/**
 * Attributes of an ISCE-2 image from its `.xml`: all properties of the image under their lower-case names, the
 * standard names, and the grid when the coordinates are geographic (0.0000001 < |delta| < 1). Starting values are
 * those of the first pixel's centre; X_FIRST and Y_FIRST are the outer corner.
 * @throws {FileError} when the text is not an ISCE image sheet
 */
export function parseIsceImageXml(text: string, label: string): Attributes {
  const root = parseXml(text, label);
  const properties = isceProperties(root);
  if (properties.width === undefined || properties.length === undefined) {
    throw new FileError(
      `${label} describes no image: it has no property ${properties.width === undefined ? 'width' : 'length'}.`,
      'It should be the .xml that ISCE-2 writes beside each raster.',
    );
  }
  for (const name of ['width', 'length']) {
    const size = Number(properties[name]);
    if (!(Number.isSafeInteger(size) && size > 0))
      throw new FileError(
        `${label}: property ${name} is '${properties[name]}', not a number of pixels.`,
        'Correct the sheet, or let ISCE-2 write it again.',
      );
  }
  const type = properties.data_type === undefined ? undefined : elementType(properties.data_type);
  if (type !== undefined) properties.data_type = numpyName(type);
  for (const [axis, name] of [
    ['X', 'coordinate1'],
    ['Y', 'coordinate2'],
  ]) {
    const coordinate = isceProperties(isceComponent(root, name));
    const delta = Number(coordinate.delta);
    const start = Number(coordinate.startingvalue);
    if (Math.abs(delta) > 1e-7 && Math.abs(delta) < 1 && Number.isFinite(start)) {
      properties[`${axis}_STEP`] = String(delta);
      properties[`${axis}_FIRST`] = String(start - delta / 2);
      properties[`${axis}_UNIT`] = 'degrees';
    }
  }
  return withStandardKeys(properties);
}
