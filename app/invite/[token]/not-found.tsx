import Link from "next/link";
import { AccountCard } from "../../../components/account/account-card.tsx";
import { Button } from "../../../components/ui/form/button.tsx";

/** The link of an invitation that lets no one in. */
export default function NoInvitation() {
  return (
    <AccountCard title="This invitation does not work">
      <p className="text-muted">
        It has been used, was revoked, or is older than seven days. Ask the sender for a new one.
      </p>
      <Button asChild>
        <Link href="/sign-in">Sign in instead</Link>
      </Button>
    </AccountCard>
  );
}
