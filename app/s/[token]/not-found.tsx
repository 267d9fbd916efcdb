import { AccountCard } from "../../../components/account/account-card.tsx";

/** Anyone who follows a share link has no pipelines here to be sent to. */
export default function NoShare() {
  return (
    <AccountCard title="This link does not work">
      <p className="text-muted">
        It was revoked, has expired, or is incomplete. Ask the person who shared it for a new one.
      </p>
    </AccountCard>
  );
}
