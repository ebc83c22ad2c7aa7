import { type AreaQuestion, areaSeries } from './area.ts';
import { invertRows } from './invert-rows.ts';
import type { Answer, Cancellation, Question, Questions } from './messages.ts';
import { openProduct } from './open-product.ts';
import type { OpenProduct } from './opened.ts';

/** Runs in a worker: files are read and understood here, never where the page is drawn. */
const products = new Map<string, OpenProduct>();

interface WorkerScope {
  onmessage: ((event: { readonly data: Question | Cancellation }) => void) | null;
  postMessage(message: Answer, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

/** Questions under way that can be given up. */
const underway = new Map<number, AbortController>();

scope.onmessage = async ({ data: message }) => {
  if ('cancel' in message) {
    underway.get(message.cancel)?.abort();
    return;
  }
  const { id, name, ask } = message;
  const controller = new AbortController();
  underway.set(id, controller);
  try {
    const value = await answer(name, ask, controller.signal);
    scope.postMessage({ id, value }, buffersOf(value));
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    scope.postMessage({ id, error: remedy ? `${message} ${remedy}` : message }, []);
  } finally {
    underway.delete(id);
  }
};

async function answer(
  name: Question['name'],
  ask: Question['ask'],
  signal: AbortSignal,
): Promise<Questions[Question['name']]['answer']> {
  if (name === 'open') {
    const opened = await openProduct((ask as Questions['open']['ask']).source);
    products.set(opened.product.name, opened);
    return opened.product;
  }
  if (name === 'patch') {
    const { product, dataset, plane, ...choice } = ask as Questions['patch']['ask'];
    return known(product).patch(dataset, plane, choice, signal);
  }
  if (name === 'area') {
    const options = { hasMean: false, zeroIsEmpty: false };
    return areaSeries(ask as AreaQuestion, (product, dataset, plane, window, noData) =>
      known(product).patch(dataset, plane, { window, ...options, ...(noData !== undefined && { noData }) }),
    );
  }
  if (name === 'invert') {
    const { product, rows } = ask as Questions['invert']['ask'];
    return invertRows(known(product), rows, known);
  }
  const { product, dataset, y, x } = ask as Questions['series']['ask'];
  return known(product).series(dataset, y, x);
}

/** Memory that goes to the page instead of being copied. */
function buffersOf(value: object): ArrayBuffer[] {
  const arrays = ArrayBuffer.isView(value) ? [value] : Object.values(value).filter(ArrayBuffer.isView);
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

function known(product: string): OpenProduct {
  const opened = products.get(product);
  if (opened === undefined) throw new Error(`${product} is not open.`);
  return opened;
}
