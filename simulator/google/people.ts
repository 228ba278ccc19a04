import type { Person } from "../play.ts";

export const personPictures = "lh3.googleusercontent.com";

export const pictureOf = (person: Person): string => `https://${personPictures}/a/${person.id}.svg`;
