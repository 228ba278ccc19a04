import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ConnectButton } from "../parts/connect.tsx";
import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";
import { ProfileBrowser } from "../parts/profile-browser.tsx";
import { summaryQuery } from "../queries.ts";
import { count } from "../words.ts";

export function ProfilesPage() {
  const search = useSearch({ from: "/inside/profiles" });
  const navigate = useNavigate();
  const { data: summary } = useQuery(summaryQuery);
  const counts = summary?.counts;
  return (
    <Page
      title="Profiles"
      lead={
        counts &&
        `${count(counts.byStatus.connected, "profile")} of ${counts.all.toLocaleString()} connected and proved.`
      }
      actions={counts !== undefined && counts.all + counts.byStatus.disconnected > 0 && <ConnectButton />}
    >
      <ProfileBrowser
        counts={counts}
        search={search}
        network={search.network}
        onSearch={(next) => void navigate({ to: "/profiles", search: next, replace: true })}
        nothingYet={
          <Empty title="No profile is connected yet" action={<ConnectButton />}>
            Connect a network once; Latchkey keeps its profiles connected from then on, and says who can help when one
            drops.
          </Empty>
        }
      />
    </Page>
  );
}
