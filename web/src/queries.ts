import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Page, ProfileQuery } from "#sdk/client.ts";
import { api } from "./api.ts";
import { setServerNow } from "./when.ts";

/** Every question the pages ask, with the key under which `live.ts` finds it again. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const session = await api.session();
    setServerNow(session.now);
    return session;
  },
  staleTime: 60_000,
});

export const summaryQuery = queryOptions({ queryKey: ["summary"], queryFn: api.summary });
export const networksQuery = queryOptions({ queryKey: ["networks"], queryFn: api.networks, staleTime: 60_000 });
export const networkNotesQuery = (id: string) =>
  queryOptions({ queryKey: ["networks", id, "notes"], queryFn: () => api.network(id) });
export const networkSetupQuery = (id: string) =>
  queryOptions({ queryKey: ["networks", id, "setup"], queryFn: () => api.networkSetup(id) });
export const apiKeysQuery = queryOptions({ queryKey: ["api-keys"], queryFn: api.apiKeys });
export const demoQuery = queryOptions({
  queryKey: ["demo"],
  queryFn: async () => {
    const state = await api.demoState();
    setServerNow(state.now);
    return state;
  },
});

const nextCursor = (page: Page<unknown>) => page.nextCursor ?? undefined;
const firstPage: string | undefined = undefined;
const paging = (cursor: string | undefined, limit: number) => ({ limit, ...(cursor !== undefined && { cursor }) });

export const profilesQuery = (query: ProfileQuery, limit = 100) =>
  infiniteQueryOptions({
    queryKey: ["profiles", query, limit],
    queryFn: ({ pageParam }) => api.profiles({ ...query, ...paging(pageParam, limit) }),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
    placeholderData: keepPreviousData,
  });

export const profileQuery = (id: string) => queryOptions({ queryKey: ["profile", id], queryFn: () => api.profile(id) });

export const profileEventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["profile", id, "events"],
    queryFn: ({ pageParam }) => api.profileEvents(id, paging(pageParam, 30)),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

export const profileCallsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["profile", id, "calls"],
    queryFn: ({ pageParam }) => api.profileCalls(id, paging(pageParam, 50)),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

export const incidentsQuery = (open: boolean) =>
  infiniteQueryOptions({
    queryKey: ["incidents", { open }],
    queryFn: ({ pageParam }) => api.incidents({ ...(open && { open }), ...paging(pageParam, 50) }),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

export const incidentQuery = (id: string) =>
  queryOptions({ queryKey: ["incidents", id], queryFn: () => api.incident(id) });

export const unrecognisedQuery = (network: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["unrecognised", { network }],
    queryFn: ({ pageParam }) =>
      api.unrecognised({ ...(network !== undefined && { network }), ...paging(pageParam, 50) }),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
    placeholderData: keepPreviousData,
  });

/** Read again while something moves: a person who came through a link has no live stream. */
const moving = new Set(["waiting", "discovering", "proving"]);

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["connection", id],
    queryFn: () => api.connection(id),
    refetchInterval: ({ state }) => (state.data !== undefined && moving.has(state.data.status) ? 1500 : false),
  });

/** All of them, page after page: "select all" and the search must know every one. */
export const candidatesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["connection", id, "candidates"],
    queryFn: ({ pageParam }) => api.candidates(id, paging(pageParam, 200)),
    initialPageParam: firstPage,
    getNextPageParam: nextCursor,
  });

export const renewalLinkQuery = (token: string) =>
  queryOptions({ queryKey: ["renewal-link", token], queryFn: () => api.renewalLink(token) });

/** All pages of an infinite list as one. */
export const allOf = <Item>(pages: { pages: Page<Item>[] } | undefined): Item[] =>
  pages?.pages.flatMap((page) => page.items) ?? [];
