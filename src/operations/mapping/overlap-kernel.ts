export { overlapSums as default } from './stitch-kernel.ts';
