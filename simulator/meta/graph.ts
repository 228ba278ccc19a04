import { withHeaders, type Answer, type Call, type Play } from "../play.ts";
import { Refusal, type MetaError } from "./errors.ts";
import { usageNow } from "./usage.ts";

/** How one of Meta's graphs answers: the parts of a path without its version, and an error in its envelope. */
export interface Graph {
  route: (play: Play, call: Call, path: string[]) => Answer;
  refuse: (play: Play, error: MetaError) => Answer;
}

/** Answers a call to a graph; the version in front of the path may be left out. */
export const graphOf =
  ({ route, refuse }: Graph) =>
  (play: Play, call: Call): Answer => {
    const path = call.path.replace(/^\/v\d+\.\d+(?=\/)/, "");
    try {
      return withHeaders(route(play, call, path.split("/").slice(1)), usageNow(play));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return withHeaders(refuse(play, refusal.error), usageNow(play));
    }
  };
