import { DEGREE } from './earth.ts';
import { WGS84_A, WGS84_B } from './ellipsoid.ts';

const FLATTENING = (WGS84_A - WGS84_B) / WGS84_A;

/** Series coefficients of Vincenty (1975), Survey Review 23(176), with Helmert's expansion parameter. */
function seriesCoefficients(cosSquaredAlpha: number): { A: number; B: number } {
  const u2 = (cosSquaredAlpha * (WGS84_A ** 2 - WGS84_B ** 2)) / WGS84_B ** 2;
  const root = Math.sqrt(1 + u2);
  const k = (root - 1) / (root + 1);
  return { A: (1 + (k * k) / 4) / (1 - k), B: k * (1 - (3 / 8) * k * k) };
}

function deltaSigma(B: number, sinSigma: number, cosSigma: number, cos2m: number): number {
  const inner =
    cosSigma * (2 * cos2m ** 2 - 1) - (B / 6) * cos2m * (4 * sinSigma ** 2 - 3) * (4 * cos2m ** 2 - 3);
  return B * sinSigma * (cos2m + (B / 4) * inner);
}

function longitudeCorrection(cosSquaredAlpha: number): number {
  return (FLATTENING / 16) * cosSquaredAlpha * (4 + FLATTENING * (4 - 3 * cosSquaredAlpha));
}

/**
 * Where a geodesic on WGS-84 ends (Vincenty 1975, direct problem; 0.1 mm).
 * @param latitude degrees @param longitude degrees
 * @param azimuth of departure, degrees clockwise from north @param distance m
 * @returns latitude and longitude, degrees; longitude in (-180, 180]
 */
export function geodesicDirect(
  latitude: number,
  longitude: number,
  azimuth: number,
  distance: number,
): [latitude: number, longitude: number] {
  const alpha1 = azimuth * DEGREE;
  const tanU1 = (1 - FLATTENING) * Math.tan(latitude * DEGREE);
  const cosU1 = 1 / Math.hypot(1, tanU1);
  const sinU1 = tanU1 * cosU1;
  const sigma1 = Math.atan2(tanU1, Math.cos(alpha1));
  const sinAlpha = cosU1 * Math.sin(alpha1);
  const cos2Alpha = 1 - sinAlpha * sinAlpha;
  const { A, B } = seriesCoefficients(cos2Alpha);

  let sigma = distance / (WGS84_B * A);
  for (let step = 0; step < 20; step++) {
    const cos2m = Math.cos(2 * sigma1 + sigma);
    const next = distance / (WGS84_B * A) + deltaSigma(B, Math.sin(sigma), Math.cos(sigma), cos2m);
    const done = Math.abs(next - sigma) < 1e-14;
    sigma = next;
    if (done) break;
  }
  const sinSigma = Math.sin(sigma);
  const cosSigma = Math.cos(sigma);
  const cos2m = Math.cos(2 * sigma1 + sigma);
  const toPole = sinU1 * sinSigma - cosU1 * cosSigma * Math.cos(alpha1);
  const phi = Math.atan2(
    sinU1 * cosSigma + cosU1 * sinSigma * Math.cos(alpha1),
    (1 - FLATTENING) * Math.hypot(sinAlpha, toPole),
  );
  const lambda = Math.atan2(
    sinSigma * Math.sin(alpha1),
    cosU1 * cosSigma - sinU1 * sinSigma * Math.cos(alpha1),
  );
  const C = longitudeCorrection(cos2Alpha);
  const L =
    lambda -
    (1 - C) *
      FLATTENING *
      sinAlpha *
      (sigma + C * sinSigma * (cos2m + C * cosSigma * (2 * cos2m * cos2m - 1)));
  const end = longitude + L / DEGREE;
  return [phi / DEGREE, end > 180 ? end - 360 : end <= -180 ? end + 360 : end];
}

/** Length of the geodesic between two points on WGS-84, m (Vincenty 1975, inverse); NaN near antipodes, where the iteration fails. */
export function geodesicDistance(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const U1 = Math.atan((1 - FLATTENING) * Math.tan(lat1 * DEGREE));
  const U2 = Math.atan((1 - FLATTENING) * Math.tan(lat2 * DEGREE));
  const L = (lon2 - lon1) * DEGREE;
  let lambda = L;
  for (let step = 0; step < 200; step++) {
    const sinL = Math.sin(lambda);
    const cosL = Math.cos(lambda);
    const sinSigma = Math.hypot(
      Math.cos(U2) * sinL,
      Math.cos(U1) * Math.sin(U2) - Math.sin(U1) * Math.cos(U2) * cosL,
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(U1) * Math.sin(U2) + Math.cos(U1) * Math.cos(U2) * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(U1) * Math.cos(U2) * sinL) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2m = cos2Alpha === 0 ? 0 : cosSigma - (2 * Math.sin(U1) * Math.sin(U2)) / cos2Alpha;
    const C = longitudeCorrection(cos2Alpha);
    const next =
      L +
      (1 - C) *
        FLATTENING *
        sinAlpha *
        (sigma + C * sinSigma * (cos2m + C * cosSigma * (2 * cos2m * cos2m - 1)));
    if (Math.abs(next - lambda) < 1e-13) {
      const { A, B } = seriesCoefficients(cos2Alpha);
      return WGS84_B * A * (sigma - deltaSigma(B, sinSigma, cosSigma, cos2m));
    }
    lambda = next;
  }
  return Number.NaN;
}
