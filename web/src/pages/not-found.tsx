import { Link } from "@tanstack/react-router";
import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

export function NotFoundPage() {
  return (
    <Page title="There is no page at this address">
      <Empty title="It may have moved, or the link was cut short." action={<Link to="/">Go to Home</Link>} />
    </Page>
  );
}
