// The page of the viewer: one script for the page and its workers, and style, in one HTML file, which any server, or none, can give out.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a browser loads before it shows anything. */
const MOST_BYTES = 360_000;

/** Codecs of GeoTIFF that maps of values rarely have, and that would weigh as much as all else of its reader. */
const withoutRareCodecs = {
  name: 'without-rare-codecs',
  setup(bundler) {
    bundler.onResolve({ filter: /\/(lerc|jpeg|webimage)\.js$/ }, ({ importer }) =>
      importer.includes('geotiff') ? { path: 'codec', namespace: 'rare' } : undefined,
    );
    const words =
      'It is packed by LERC, JPEG or WebP, which are not read here: gdal_translate -co COMPRESS=DEFLATE.';
    bundler.onLoad({ filter: /.*/, namespace: 'rare' }, () => ({
      contents: `const fail = () => { throw new Error(${JSON.stringify(words)}); };
export default class { constructor() { fail(); } }
export const zstd = { init: fail };`,
    }));
  },
};

/** One unpacker for zlib instead of two: GeoTIFF brings another one. */
const oneZlib = {
  name: 'one-zlib',
  setup(bundler) {
    bundler.onResolve({ filter: /^pako$/ }, () => ({ path: 'zlib', namespace: 'one' }));
    bundler.onLoad({ filter: /.*/, namespace: 'one' }, () => ({
      contents: `export { unzlibSync as inflate } from 'fflate';`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    }));
  },
};

/** Write index.html, and film.js, which it loads when a film is asked for, into a folder. @returns the modules that went into it */
export async function buildViewerPage(root, out = `${root}dist/viewer`) {
  const folder = `${root}src/viewer/page`;
  const options = {
    absWorkingDir: root,
    bundle: true,
    plugins: [withoutRareCodecs, oneZlib],
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    logLevel: 'warning',
    // The only code for Node on the way looks for these without needing them.
    define: { process: 'undefined' },
  };
  const bundled = async (entry) => {
    const { outputFiles, metafile } = await build({ ...options, entryPoints: [entry] });
    return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
  };
  const film = await bundled(`${folder}/out/film-worker.ts`);
  const script = await bundled(`${folder}/entry.ts`);
  const style = await bundled(`${folder}/page.css`);
  const uplot = readFileSync(`${root}node_modules/uplot/dist/uPlot.min.css`, 'utf8');
  // A script ends at the first end tag, even in a string.
  const safe = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const page = readFileSync(`${folder}/index.html`, 'utf8')
    .replace('/*STYLE*/', () => uplot + style.text)
    .replace('/*SCRIPT*/', () => safe(script.text));
  const size = gzipSync(page).length;
  if (size > MOST_BYTES)
    throw new Error(`The page of the viewer has ${size} bytes compressed, more than ${MOST_BYTES}.`);
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/index.html`, page);
  writeFileSync(`${out}/film.js`, safe(film.text));
  return { inputs: [...film.inputs, ...script.inputs, ...style.inputs], size };
}
