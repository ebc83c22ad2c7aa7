import type { Triplets } from './closure.ts';

/** How the cycles of one pair follow from a triplet whose other two pairs are known. */
interface Derivation {
  readonly pair: number;
  readonly triplet: number;
  /** sign of the pair in its triplet, and the others with theirs */
  readonly sign: number;
  readonly others: readonly [pair: number, sign: number, pair: number, sign: number];
}

/** Pairs whose cycles hang together by triplets. */
export interface ClosureClass {
  /** places in the stack */
  readonly pairs: Int32Array;
  /** acquisitions of each pair, as places among those of the class in time order */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly numDate: number;
  /** determined up to one integer, once the classes before are solved */
  readonly isStrip: boolean;
  readonly derivations: readonly Derivation[];
}

/** The two acquisitions of each pair, as places in a list in time order. */
export interface PairDates {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

const SIGNS = [1, 1, -1] as const;

/**
 * Cut the pairs of a network into classes, in the order in which they are to be solved. Within a class closures determine the
 * whole cycles of all pairs up to one integer a date. A *strip* of triplets that comes back to known dates another way, as pairs
 * over years do, hangs together with pairs that are known then, and is determined up to one integer as a whole. Pairs of no
 * triplet belong to no class.
 *
 * @param triplets [numTriplet, 3]
 * @param dates acquisitions of all pairs of the stack [numIfgram]
 */
export function closureClasses(triplets: Triplets, dates: PairDates): ClosureClass[] {
  const { first, second } = dates;
  const touching: number[][] = Array.from(first, () => []);
  triplets.data.forEach((pair, at) => {
    touching[pair].push(Math.floor(at / 3));
  });
  const span = (pair: number) => second[pair] - first[pair];
  const byspan = [...touching.keys()].filter((pair) => touching[pair].length > 0);
  byspan.sort((a, b) => span(a) - span(b) || first[a] - first[b]);
  const growing = new Growing(triplets, touching, dates);
  const classes: ClosureClass[] = [];
  for (const seed of byspan) if (!growing.isKnown(seed)) classes.push(growing.grow(seed));
  return classes;
}

/** Classes while they grow: pairs are derived from a triplet, or added with the date that they reach. */
class Growing {
  private readonly triplets: Triplets;
  private readonly touching: readonly number[][];
  private readonly dates: PairDates;
  private readonly known: Uint8Array;
  private pairs: number[] = [];
  private derivations: Derivation[] = [];
  private reached = new Set<number>();
  /** triplets to look at, and those with one known pair, which may carry the class to another date */
  private open: number[] = [];
  private edge = new Set<number>();

  constructor(triplets: Triplets, touching: readonly number[][], dates: PairDates) {
    this.triplets = triplets;
    this.touching = touching;
    this.dates = dates;
    this.known = new Uint8Array(touching.length);
  }

  isKnown(pair: number): boolean {
    return this.known[pair] === 1;
  }

  grow(seed: number): ClosureClass {
    this.pairs = [];
    this.derivations = [];
    this.reached = new Set();
    this.open = [];
    this.edge = new Set();
    const isStrip = this.touching[seed].some((triplet) =>
      this.members(triplet).some((pair) => this.isKnown(pair)),
    );
    for (let next = seed; next >= 0; next = isStrip ? -1 : this.tie()) {
      this.add(next);
      this.derive();
    }
    const { first, second } = this.dates;
    const order = [...this.reached].sort((a, b) => a - b);
    const placeOf = new Map(order.map((date, place) => [date, place]));
    return {
      pairs: Int32Array.from(this.pairs),
      first: Int32Array.from(this.pairs, (pair) => placeOf.get(first[pair])!),
      second: Int32Array.from(this.pairs, (pair) => placeOf.get(second[pair])!),
      numDate: order.length,
      isStrip,
      derivations: this.derivations,
    };
  }

  private members(triplet: number): number[] {
    return [...this.triplets.data.subarray(3 * triplet, 3 * triplet + 3)];
  }

  private add(pair: number): void {
    this.known[pair] = 1;
    this.pairs.push(pair);
    this.reached.add(this.dates.first[pair]).add(this.dates.second[pair]);
    this.open.push(...this.touching[pair]);
  }

  private derive(): void {
    for (let triplet = this.open.pop(); triplet !== undefined; triplet = this.open.pop()) {
      const members = this.members(triplet);
      const unknown = members.filter((pair) => !this.isKnown(pair));
      if (unknown.length === 2) this.edge.add(triplet);
      if (unknown.length !== 1) continue;
      const place = members.indexOf(unknown[0]);
      const [a, b] = [0, 1, 2].filter((q) => q !== place);
      this.derivations.push({
        pair: unknown[0],
        triplet,
        sign: SIGNS[place],
        others: [members[a], SIGNS[a], members[b], SIGNS[b]],
      });
      this.add(unknown[0]);
    }
  }

  /** The shortest pair that reaches a new date from a known pair; -1 when there is none. */
  private tie(): number {
    const { first, second } = this.dates;
    const span = (pair: number) => second[pair] - first[pair];
    let best = -1;
    for (const triplet of this.edge) {
      const unknown = this.members(triplet).filter((pair) => !this.isKnown(pair));
      const isNew = unknown.some((pair) => !this.reached.has(first[pair]) || !this.reached.has(second[pair]));
      if (unknown.length < 2 || !isNew) {
        this.edge.delete(triplet);
        continue;
      }
      const shortest = span(unknown[0]) <= span(unknown[1]) ? unknown[0] : unknown[1];
      if (best < 0 || span(shortest) < span(best)) best = shortest;
    }
    return best;
  }
}

/**
 * Whole cycles that explain the closures of a class, one of many answers: 0 for the pairs that tie its dates together, the
 * rest as triplets ask. All other answers differ by one integer a date, of a strip by one in all.
 *
 * @param ambiguity integer ambiguities of the closures of all triplets [numTriplet]
 * @param cycles of all pairs of the stack, those of earlier classes as they were found; filled for this class [numIfgram]
 */
export function closingCycles(
  { pairs, derivations }: ClosureClass,
  ambiguity: ArrayLike<number>,
  cycles: Int32Array,
): void {
  for (const pair of pairs) cycles[pair] = 0;
  for (const { pair, triplet, sign, others } of derivations) {
    cycles[pair] =
      sign * (ambiguity[triplet] - others[1] * cycles[others[0]] - others[3] * cycles[others[2]]);
  }
}
