import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RenewalStart, Started } from "#sdk/client.ts";
import { api } from "./api.ts";
import { wordsOf } from "./parts/trouble.tsx";

/** Leaves for the network's own page: the browser goes there, and comes back to /connections/…. */
export function leaveFor(started: Started): void {
  window.location.assign(started.url);
}

export function tellTrouble(error: Error): void {
  const { headline, detail } = wordsOf(error);
  notifications.show({ title: headline, message: detail, color: "red", autoClose: 8000 });
}

/** One click to the network's consent page (R44). */
export function useRenew() {
  return useMutation({
    mutationFn: (start: RenewalStart) => api.startRenewal(start),
    onSuccess: leaveFor,
    onError: tellTrouble,
  });
}

/** The same connection once more: another login, or asking again for what was left unticked. */
export function useRestart(connectionId: string) {
  return useMutation({
    mutationFn: (restart: { switchAccount?: boolean; rerequest?: boolean }) =>
      api.restartConnection(connectionId, restart),
    onSuccess: leaveFor,
    onError: tellTrouble,
  });
}

/** Asks the network now, with a read that changes nothing there. */
export function useCheckNow(profileId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.probeProfile(profileId),
    onSuccess: ({ profile, proved }) => {
      notifications.show({
        title: proved ? `${profile.name} works` : `${profile.name} could not be proved`,
        message: profile.statusText,
      });
      for (const queryKey of [["profile", profileId], ["profiles"], ["summary"]])
        void queries.invalidateQueries({ queryKey });
    },
    onError: tellTrouble,
  });
}
