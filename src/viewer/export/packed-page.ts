import { gzipSync } from 'node:zlib';

const SCRIPT = /<script>([\s\S]*?)<\/script>/;

/** What the browser does first. */
const UNPACK = `
const packed = document.querySelector('#packed');
const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
const script = document.createElement('script');
script.textContent = await new Response(plain).text();
packed.remove();
document.head.append(script);
`;

/** The page with its script compressed: half as many bytes from servers that compress nothing, as object stores do. */
export function packedPage(html: string): string {
  return html.replace(SCRIPT, (_, script: string) => {
    const packed = gzipSync(script, { level: 9 }).toString('base64');
    return `<script type="application/gzip" id="packed">${packed}</script>\n<script type="module">${UNPACK}</script>`;
  });
}
