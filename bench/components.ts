/** Areas that are unwrapped apart from one another, and the sea. */
export interface Components {
  /** connected component of every pixel: 1 is the mainland, 0 belongs to none [length, width] */
  readonly label: Int16Array;
  /** 1 = land */
  readonly land: Uint8Array;
  readonly numComponent: number;
}

const NUM_COMPONENT = 3;

/**
 * A mainland with two islands cut out of it by channels, and sea in one corner. Islands hold a tenth of the scene each:
 * enough for bridges to stand on, whatever the size of the scene.
 */
export function makeComponents(length: number, width: number): Components {
  const label = new Int16Array(length * width).fill(1);
  const land = new Uint8Array(length * width).fill(1);
  const islands = [
    { y: 0.25, x: 0.25, component: 2 },
    { y: 0.7, x: 0.65, component: 3 },
  ];
  const radius = 0.16;
  const channel = 5 / Math.min(length, width);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [v, u] = [y / length, x / width];
      for (const island of islands) {
        const distance = Math.hypot(v - island.y, u - island.x);
        if (distance < radius) label[i] = island.component;
        else if (distance < radius + channel) label[i] = 0;
      }
      if (u - v > 0.8) land[i] = label[i] = 0;
    }
  }
  return { label, land, numComponent: NUM_COMPONENT };
}

/** Whole cycles by which each component of one interferogram is off [numComponent + 1]; the mainland never is. */
export function drawCycles(random: () => number, rate = 0.15): Float64Array {
  return Float64Array.from({ length: NUM_COMPONENT + 1 }, (_, component) => {
    const [isOff, sign] = [random() < rate, random() < 0.5 ? -1 : 1];
    return isOff && component > 1 ? sign : 0;
  });
}
