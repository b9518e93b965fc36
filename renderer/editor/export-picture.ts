import { bridge } from '../bridge';
import { graphPicture, type Picture, presentColours } from '../gallery/graph-picture';
import { document } from './document.svelte';

/** A canvas of the browser takes no more px a side. */
const MAX_SIDE = 16_000;

/** Writes the whole graph, in the present theme, into a file that is asked for. */
export async function exportPicture(format: 'svg' | 'png'): Promise<void> {
  const picture = graphPicture(document.pipeline, presentColours());
  const data = format === 'svg' ? picture.svg : await png(picture);
  const saved = await bridge.invoke('picture.save', { name: document.fileName.replace(/\.(dstream|py)$/, '') || 'pipeline', format, data });
  if (saved?.problem) document.refuse(saved.problem, null);
}

/** Twice as fine as on the screen, as base64. */
async function png({ svg, width, height }: Picture): Promise<string> {
  const scale = Math.min(2, MAX_SIDE / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
