/** The laboratory's list of what may have offset its stations, where it was fetched to. */
export const STATION_STEPS = 'steps.txt';
