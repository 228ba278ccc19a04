import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import type { Flow } from "./flow-queries.ts";

export type { Flow } from "./flow-queries.ts";

/** Tells whoever watches a dance that it has moved on. */
export const tellBrowsers = (world: Pick<World, "db">, flow: Pick<Flow, "id" | "workspaceId">): Promise<void> =>
  announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });

/** It ends in the profile that it was begun for; otherwise it adds what the person has picked. */
export const isRenewing = (flow: Pick<Flow, "purpose" | "outcome">): boolean =>
  flow.purpose === "renew" && flow.outcome.way !== "new_profile";
