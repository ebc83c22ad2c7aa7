/** An element of ISCE-2's property sheets: a named value, or a component that holds further ones. */
export type SheetEntry =
  | { readonly property: string; readonly value: string | number }
  | {
      readonly component: string;
      readonly factory?: readonly [module: string, name: string];
      readonly args?: string;
      readonly entries: readonly SheetEntry[];
    };

export function property(name: string, value: string | number): SheetEntry {
  return { property: name, value };
}

/** A component with the factory by which ISCE-2's product manager makes it. */
export function component(
  name: string,
  module: string,
  factory: string,
  entries: readonly SheetEntry[],
  args?: string,
): SheetEntry {
  return { component: name, factory: [module, factory], args, entries };
}

/** The text of a sheet: nested elements, four blanks a level, one value a line. */
export function sheetText(root: string, entries: readonly SheetEntry[]): string {
  const lines = [`<${root}>`];
  const add = (entry: SheetEntry, indent: string): void => {
    if ('property' in entry) {
      lines.push(
        `${indent}<property name="${entry.property}">`,
        `${indent}    <value>${escaped(String(entry.value))}</value>`,
        `${indent}</property>`,
      );
      return;
    }
    lines.push(`${indent}<component name="${entry.component}">`);
    if (entry.factory) {
      lines.push(
        `${indent}    <factorymodule>${entry.factory[0]}</factorymodule>`,
        `${indent}    <factoryname>${entry.factory[1]}</factoryname>`,
      );
    }
    if (entry.args) lines.push(`${indent}    <args>${entry.args}</args>`);
    for (const inner of entry.entries) add(inner, `${indent}    `);
    lines.push(`${indent}</component>`);
  };
  for (const entry of entries) add(entry, '    ');
  lines.push(`</${root}>`, '');
  return lines.join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
