// Written by `npm run docs` from server/demo/schemas.ts. Change it there.

import type { Timestamp } from "./http.ts";

/** Something that the simulated networks can be made to do. */
export interface DemoAction {
  /** Id of the action. */
  id: string;
  /** What its button says. */
  label: string;
  /** What happens then, as a sentence. */
  help: string;
  /** A switch: whether it is on. Null: it is no switch. */
  on: boolean | null;
}

/** How the simulated networks stand. */
export interface DemoState {
  /** The time at the simulated networks. */
  now: Timestamp;
  /** What can be made to happen. */
  actions: DemoAction[];
  /** Address of the simulator's own page. */
  simulatorUrl: string;
  /** People who live at the simulated networks. */
  people: {
    /** Name of the person. */
    name: string;
    /** What they sign in with at the networks. */
    email: string;
    /** Their password there. */
    password: string;
  }[];
}
