import type { Setting } from "../network.ts";

type Words = Pick<Setting, "label" | "help">;

/** The two fields that every registration has. A way in has its own: their keys carry its id in front (`pageClientId`). */
export function appSettings(id: Words, secret: Words, way?: string): readonly [Setting, Setting] {
  const key = (name: string): string => (way === undefined ? name : way + name[0]!.toUpperCase() + name.slice(1));
  return [
    { key: key("clientId"), secret: false, required: true, ...id },
    { key: key("clientSecret"), secret: true, required: true, ...secret },
  ];
}
