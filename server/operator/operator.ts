import { AppError } from "#core/app-error.ts";
import type { Caller } from "../http/route.ts";
import type { World } from "../world.ts";
import { findFirstWorkspace } from "./queries.ts";

/** Apps serve the whole installation: owners and admins of the workspace that was created first look after them. */
export async function isOperator(world: Pick<World, "db">, caller: Caller): Promise<boolean> {
  const mayAct = caller.role === "admin" || caller.role === "owner";
  return mayAct && (await findFirstWorkspace(world.db)) === caller.workspaceId;
}

export async function requireOperator(world: Pick<World, "db">, caller: Caller): Promise<void> {
  if (await isOperator(world, caller)) return;
  throw new AppError(
    "forbidden",
    "Apps belong to the whole installation: an admin of its first workspace looks after them.",
  );
}
