/** Mission of every acquisition date that a list of SAFE names tells: `S1A`, `S1B`... */
export function missionOfDates(text: string): ReadonlyMap<string, string> {
  const missions = new Map<string, string>();
  for (const [, mission, date] of text.matchAll(/(S1[A-D])_\w{2}_\w{4}_\w{4}_(\d{8})T\d{6}_/g))
    missions.set(date, mission);
  return missions;
}
