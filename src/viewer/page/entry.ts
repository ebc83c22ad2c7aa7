import './own-script.ts';

/** The page and its workers run one script, so that what both need is in it once: where there is no page, this is a worker. */
void ('document' in globalThis ? import('./main.ts') : import('./data/worker.ts'));
