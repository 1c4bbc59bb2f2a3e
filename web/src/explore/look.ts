/** What a disc shows besides its place: shared by the first picture, the map and the choice of incidents. */
export const HIDDEN = 0;
export const PLAIN = 1;
export const CONTESTED = 2;

/** No disc is drawn smaller than this, in CSS pixels. */
export const SMALLEST = 4;

/** Nor is a contested one: its sign needs the room. */
export const SMALLEST_CONTESTED = 6;
