import { provideConventions } from '../io/raster/convention.ts';

// Imported where a program starts: rasters of every processor can be read there, and the processors are loaded when one is.
provideConventions(() => import('./registry.ts'));
