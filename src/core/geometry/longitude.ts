/** A longitude brought to (-180, 180] or, as `0to360`, to [0, 360). */
export function standardizeLongitude(longitude: number, limit: '-180to180' | '0to360' = '-180to180'): number {
  const turns = limit === '-180to180' ? Math.ceil(longitude / 360 - 0.5) : Math.floor(longitude / 360);
  return longitude - turns * 360;
}
