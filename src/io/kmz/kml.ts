import type { Quad } from '../../core/geometry/map-quads.ts';

/** Corner of the screen in which a colour bar stands. */
export type ScreenCorner = 'lower left' | 'lower right' | 'upper left' | 'upper right';

/** Outer edges of an image on the ground, degrees. */
export interface LatLonBounds {
  readonly north: number;
  readonly south: number;
  readonly east: number;
  readonly west: number;
}

/** Where a picture lies: between meridians and parallels, or within four corners. */
export type OverlayPlace = LatLonBounds | Quad;

/** A point on the ground; `style` names a `pointStyle`. */
export interface KmlPoint {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  /** HTML shown when the point is clicked. */
  readonly description?: string;
  readonly style: string;
  /** symbol of this point alone, beside what it shares with others by its style */
  readonly icon?: { readonly href: string; readonly color: string; readonly scale: number };
  /** KML of what the point fills into the balloon of its style */
  readonly data?: string;
}

/** A whole KML file around its features. */
export function kmlDocument(name: string, features: readonly string[]): string {
  const hasQuads = features.some((feature) => feature.includes('<gx:'));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<kml xmlns="http://www.opengis.net/kml/2.2"${hasQuads ? ' xmlns:gx="http://www.google.com/kml/ext/2.2"' : ''}>`,
    '<Document>',
    `<name>${escapeXml(name)}</name>`,
    ...features,
    '</Document>',
    '</kml>',
    '',
  ].join('\n');
}

/**
 * When a viewer shows what stands beside it: while its area takes this many pixels of the screen, measured as the side of
 * a square.
 */
export interface KmlRegion {
  readonly bounds: LatLonBounds;
  /** appear from here, 0 = always */
  readonly minPixels: number;
  /** vanish from here, -1 = never */
  readonly maxPixels: number;
}

/** Area and sizes on the screen at which a feature is active. */
export function region({ bounds, minPixels, maxPixels }: KmlRegion): string {
  return (
    `<Region><LatLonAltBox>${sides(bounds)}</LatLonAltBox>` +
    `<Lod><minLodPixels>${minPixels}</minLodPixels><maxLodPixels>${maxPixels}</maxLodPixels></Lod></Region>`
  );
}

/** Another KML file, loaded when its region is active. */
export function networkLink(name: string, href: string, where: KmlRegion): string {
  return (
    `<NetworkLink><name>${escapeXml(name)}</name>${region(where)}` +
    `<Link><href>${escapeXml(href)}</href><viewRefreshMode>onRegion</viewRefreshMode></Link></NetworkLink>`
  );
}

/**
 * An image draped on the ground.
 * @param order drawn over images of lower order
 */
export function groundOverlay(name: string, href: string, place: OverlayPlace, order = 0): string {
  return [
    '<GroundOverlay>',
    `<name>${escapeXml(name)}</name>`,
    ...(order > 0 ? [`<drawOrder>${order}</drawOrder>`] : []),
    `<Icon><href>${escapeXml(href)}</href></Icon>`,
    '<altitudeMode>clampToGround</altitudeMode>',
    'north' in place ? `<LatLonBox>${sides(place)}</LatLonBox>` : quadElement(place),
    '</GroundOverlay>',
  ].join('\n');
}

/** Corners as Google's extension of KML has them: counter-clockwise from the lower left, longitude first. */
function quadElement(quad: Quad): string {
  const places = quad.map(([latitude, longitude]) => `${longitude},${latitude}`);
  return `<gx:LatLonQuad><coordinates>${places.join(' ')}</coordinates></gx:LatLonQuad>`;
}

function sides(bounds: LatLonBounds): string {
  return (['north', 'south', 'east', 'west'] as const)
    .map((side) => `<${side}>${bounds[side]}</${side}>`)
    .join('');
}

/** An image fixed to a corner of the screen, `height` pixels high. */
export function screenOverlay(name: string, href: string, corner: ScreenCorner, height = 250): string {
  const x = corner.endsWith('left') ? 0 : 1;
  const y = corner.startsWith('lower') ? 0 : 1;
  const at = `x="${x}" y="${y}" xunits="fraction" yunits="fraction"`;
  return [
    '<ScreenOverlay>',
    `<name>${escapeXml(name)}</name>`,
    `<Icon><href>${escapeXml(href)}</href></Icon>`,
    `<overlayXY ${at}/>`,
    `<screenXY ${at}/>`,
    `<size x="0" y="${height}" xunits="pixels" yunits="pixels"/>`,
    '</ScreenOverlay>',
  ].join('\n');
}

/** A symbol, its colour (`aabbggrr`) and size. */
function iconStyle({ href, color, scale }: NonNullable<KmlPoint['icon']>): string {
  return (
    `<IconStyle><color>${color}</color><scale>${scale}</scale>` +
    `<Icon><href>${escapeXml(href)}</href></Icon></IconStyle><LabelStyle><scale>0</scale></LabelStyle>`
  );
}

/** Symbol, colour (`aabbggrr`) and size that points share by the style's name. */
export function pointStyle(id: string, icon: string, color: string, scale: number): string {
  return `<Style id="${escapeXml(id)}">${iconStyle({ href: icon, color, scale })}</Style>`;
}

/** A point on the ground. */
export function placemark(point: KmlPoint): string {
  const name = point.name === undefined ? '' : `<name>${escapeXml(point.name)}</name>`;
  const text =
    point.description === undefined ? '' : `<description>${escapeXml(point.description)}</description>`;
  const own = point.icon === undefined ? '' : `<Style>${iconStyle(point.icon)}</Style>`;
  return (
    `<Placemark>${name}${text}<styleUrl>#${escapeXml(point.style)}</styleUrl>${own}${point.data ?? ''}` +
    `<Point><coordinates>${point.longitude},${point.latitude}</coordinates></Point></Placemark>`
  );
}

/** Features gathered under one entry of the viewer's list. */
export function folder(name: string, features: readonly string[]): string {
  return ['<Folder>', `<name>${escapeXml(name)}</name>`, ...features, '</Folder>'].join('\n');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
