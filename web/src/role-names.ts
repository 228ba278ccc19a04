import { useQuery } from "@tanstack/react-query";
import { networksQuery } from "./queries.ts";
import { roleWord } from "./words.ts";

/** Names for the roles of a network as people meet them there; who may not read the networks gets plain words instead. */
export function useRoleName(network: string): (role: string) => string {
  const { data } = useQuery(networksQuery);
  const names = data?.items.find((item) => item.id === network)?.roleNames;
  return (role) => nameOf(names, role);
}

/** `CREATE_CONTENT` is "Content" at Facebook; a role without a name is read from its code. */
export const nameOf = (names: Readonly<Record<string, string>> | undefined, role: string): string =>
  names?.[role] ?? roleWord(role);
