"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { ListLoading } from "../../ui/page/list-loading.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { Until } from "../../ui/text/until.tsx";
import { Section } from "../section.tsx";
import { AllQuotas } from "./all-quotas.tsx";
import { QuotaBars } from "./quota-bars.tsx";

/** What the workspace may have at most, and for administrators of the installation what each workspace may have. */
export function QuotasTab() {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.quotas.current.queryOptions());
  if (error) return <Notice tone="danger">{userMessage(error)}</Notice>;
  if (!data) return <ListLoading />;
  const { mayManage, quotas, used, resetsAt } = data;
  const isFree = Object.keys(quotas).length === 0;
  return (
    <>
      <Section
        title="Quotas"
        note={
          isFree
            ? "What this workspace has. It has no quotas; administrators of the installation can set them."
            : "What this workspace has and may have at most, as administrators of the installation set it."
        }
      >
        <QuotaBars quotas={quotas} used={used} />
        <p className="text-muted text-xs">
          Days are in UTC; by your clock, the next one begins at <Until at={resetsAt} />.
        </p>
      </Section>
      {mayManage ? <AllQuotas /> : null}
    </>
  );
}
