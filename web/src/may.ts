import { useSuspenseQuery } from "@tanstack/react-query";
import type { Session } from "#sdk/client.ts";
import { sessionQuery } from "./queries.ts";

/** What the person's role allows here. The server decides; this only keeps people from pressing what it would refuse. */
export interface May {
  /** Connect, renew, check and disconnect profiles. */
  act: boolean;
  /** Look after the apps of this installation. */
  operate: boolean;
}

export function mayOf({ role, operator }: Pick<Session, "role" | "operator">): May {
  return { act: role !== null && role !== "viewer", operate: operator };
}

export function useMay(): May {
  return mayOf(useSuspenseQuery(sessionQuery).data);
}
