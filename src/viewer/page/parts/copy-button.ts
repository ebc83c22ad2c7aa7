import { text } from '../text/text.ts';
import { button } from './dom.ts';

/** Time that is told that something was copied, ms. */
const TOLD_MS = 1500;

/** A button that copies words. Browsers forbid that to pages of plain http: there the words are given to be copied by hand. */
export function copyButton(
  label: string,
  words: () => string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = button(label, () => void copy(), attributes);
  async function copy(): Promise<void> {
    const copied = words();
    try {
      await navigator.clipboard.writeText(copied);
    } catch {
      prompt(text('notCopied'), copied);
      return;
    }
    made.textContent = text('copied');
    setTimeout(() => {
      made.textContent = label;
    }, TOLD_MS);
  }
  return made;
}
