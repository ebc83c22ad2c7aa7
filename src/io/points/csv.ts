import { appendDecimal } from './decimal-text.ts';
import type { PointBlock, PointField, PointWriter } from './point-table.ts';
import { StreamedFile } from './streamed-file.ts';

const COMMA = 0x2c;
const NEWLINE = 0x0a;
/** Longest text of a number. */
const NUMBER = 26;
const BUFFER = 1 << 20;

/** Comma-separated values: a line of names, then one line per point; nothing where a value is missing. */
export class CsvWriter implements PointWriter {
  readonly #file: StreamedFile;
  readonly #fields: readonly PointField[];
  #out = new Uint8Array(BUFFER);
  #end = 0;

  private constructor(file: StreamedFile, fields: readonly PointField[]) {
    this.#file = file;
    this.#fields = fields;
    this.#text(`${fields.map(({ name }) => quoted(name)).join(',')}\n`);
  }

  static async open(path: string, fields: readonly PointField[]): Promise<CsvWriter> {
    return new CsvWriter(await StreamedFile.open(path), fields);
  }

  write({ count, values }: PointBlock): void {
    const fields = this.#fields;
    for (let i = 0; i < count; i++) {
      this.#room(fields.length * (NUMBER + 1) + 1);
      for (let k = 0; k < fields.length; k++) {
        if (k > 0) this.#out[this.#end++] = COMMA;
        const column = values[k];
        const value = column[i];
        if (typeof value === 'string') this.#text(quoted(value), (fields.length - k) * (NUMBER + 1) + 1);
        else this.#end = appendDecimal(this.#out, this.#end, fields[k].decimals ?? 0, value);
      }
      this.#out[this.#end++] = NEWLINE;
    }
  }

  finish(): readonly string[] {
    this.#flush();
    this.#file.commit();
    return [this.#file.path];
  }

  abort(): void {
    this.#file.abort();
  }

  /** @param after bytes that must fit behind the text */
  #text(text: string, after = 0): void {
    this.#room(3 * text.length + after);
    const free = this.#out.subarray(this.#end);
    this.#end += new TextEncoder().encodeInto(text, free).written;
  }

  #room(bytes: number): void {
    if (this.#end + bytes <= this.#out.length) return;
    this.#flush();
    if (bytes > this.#out.length) this.#out = new Uint8Array(bytes);
  }

  #flush(): void {
    this.#file.append(this.#out.subarray(0, this.#end));
    this.#end = 0;
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
