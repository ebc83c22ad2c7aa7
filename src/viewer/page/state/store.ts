import { type Action, reduce } from './actions.ts';
import type { ViewerState } from './state.ts';

/** Steps back that are kept. */
const MOST_STEPS = 200;
/** Actions of one kind within this time are one step: a drag is undone as a whole. */
const SAME_STEP_MS = 700;

/** The one state, and the way back and forth in it. */
export class Store {
  #state: ViewerState;
  private readonly listeners = new Set<(state: ViewerState, before: ViewerState) => void>();
  private past: ViewerState[] = [];
  private future: ViewerState[] = [];
  private last = { type: '', at: 0 };

  constructor(state: ViewerState) {
    this.#state = state;
  }

  get state(): ViewerState {
    return this.#state;
  }

  /** @param isStep whether it can be undone: what the page decides by itself cannot */
  dispatch(action: Action, isStep = true): void {
    const before = this.#state;
    const after = reduce(before, action);
    if (after === before) return;
    if (isStep) {
      const now = Date.now();
      const goesOn = action.type === this.last.type && now - this.last.at < SAME_STEP_MS;
      if (!goesOn) this.past = [...this.past.slice(1 - MOST_STEPS), before];
      this.future = [];
      this.last = { type: action.type, at: now };
    }
    this.set(after);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo(): void {
    const state = this.past.pop();
    if (state === undefined) return;
    this.future.push(this.#state);
    this.last = { type: '', at: 0 };
    this.set(state);
  }

  redo(): void {
    const state = this.future.pop();
    if (state === undefined) return;
    this.past.push(this.#state);
    this.last = { type: '', at: 0 };
    this.set(state);
  }

  /** @returns a function that ends it */
  subscribe(listener: (state: ViewerState, before: ViewerState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private set(state: ViewerState): void {
    const before = this.#state;
    this.#state = state;
    for (const listener of this.listeners) listener(state, before);
  }
}
