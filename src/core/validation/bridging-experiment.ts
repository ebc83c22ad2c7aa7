import { simulateScene } from '../simulation/scene.ts';
import { derampGrid, removeRamp } from '../terrain/ramp-removal.ts';
import { correctByBridging, type FitRamp } from '../unwrapping/bridging.ts';
import type { ExperimentRow } from './experiment.ts';

/**
 * E2: islands that are off by whole cycles are put right by bridges (Yunjun et al. 2019, figures 2 and S3): an inflating source,
 * turbulence and a ramp on islands in the sea, no delay that follows height.
 */
export function bridgingExperiment(seed: number): ExperimentRow[] {
  const scene = simulateScene({
    seed,
    length: 90,
    width: 110,
    numDate: 8,
    unwrapErrorRate: 0.5,
    demError: 0,
    deformation: { source: 0.03, subsidence: 0, seasonal: 0 },
    delay: { stratified: 0, turbulent: 0.002, ramp: 0.003 },
  });
  const { islands, unwrappingErrors } = scene.truth;
  const numPixel = islands.data.length;
  // The reference point lies in the middle of the largest island's pixels.
  const largest = Array.from({ length: numPixel }, (_, i) => i).filter((i) => islands.data[i] === 1);
  const reference = largest[largest.length >> 1];
  const width = islands.shape[1];
  let [before, after, count] = [0, 0, 0];
  scene.pairs.forEach((_, k) => {
    const { unwrapPhase, connectComponent } = scene.interferogram(k);
    if (connectComponent.data[reference] === 0) return;
    const { cycles, labels } = correctByBridging(unwrapPhase, connectComponent, {
      refY: Math.floor(reference / width),
      refX: reference % width,
      connCompMinArea: 60,
      bridgePtsRadius: 50,
      fitRamp,
      waterMask: scene.waterMask,
    });
    const islandOf = new Map<number, number>();
    labels.data.forEach((label, i) => {
      if (label > 0) islandOf.set(label, islands.data[i]);
    });
    for (const [label, island] of islandOf) {
      const error = unwrappingErrors[k].find((one) => one.island === island)?.cycles ?? 0;
      count++;
      if (error !== 0) before++;
      if (error + cycles[label] !== 0) after++;
    }
  });
  return [
    {
      experiment: 'E2',
      what: `islands off by whole cycles after bridging, of ${(100 * (before / count)).toFixed(0)} % before`,
      unit: '',
      published: 'figure 2: none',
      expected: 0,
      ours: after / count,
      limit: 0.01,
      isDistance: false,
    },
  ];
}

const fitRamp: FitRamp = (phase, mask) => {
  const { fit } = derampGrid(phase, 'linear', { mask: mask.data });
  return { data: removeRamp(fit, phase.data, 0, { ignoreZero: false }).ramp, shape: phase.shape };
};
