import type { Fields } from "../problem.ts";
import type { Part } from "../stage.ts";

/** One thing that can be done to a network. */
export interface ControlAct {
  about: string;
  /** Field names and what belongs into them; "?" at the end of a name: may be left out. */
  fields: Record<string, string>;
  run(part: Part, fields: Fields): unknown;
}
