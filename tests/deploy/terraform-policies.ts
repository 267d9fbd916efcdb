/** What every plan of the module must keep to. Each policy answers the addresses that break it. */
import { z } from "zod";

const Resource = z.object({
  address: z.string(),
  type: z.string(),
  change: z.object({ after: z.record(z.string(), z.unknown()).nullable() }),
});
const Plan = z.object({ resource_changes: z.array(Resource) });

type Planned = { address: string; type: string; [argument: string]: unknown };
type Policy = { name: string; broken(all: readonly Planned[]): Planned[] };

export function resourcesOf(json: string): Planned[] {
  return Plan.parse(JSON.parse(json)).resource_changes.map(({ address, type, change }) => ({
    ...change.after,
    ...{ address, type },
  }));
}

const of = (all: readonly Planned[], ...types: string[]) => all.filter(({ type }) => types.includes(type));
const first = (value: unknown): Record<string, unknown> =>
  z.tuple([z.record(z.string(), z.unknown())]).safeParse(value).data?.[0] ?? {};
const everywhere = "0.0.0.0/0";

/** Encryption of each kind of resource that keeps something. Keys are made in the same plan, so that their ARNs are not known yet. */
const encrypted: Record<string, (resource: Planned) => boolean> = {
  aws_db_instance: ({ storage_encrypted }) => storage_encrypted === true,
  aws_ecr_repository: ({ encryption_configuration }) => first(encryption_configuration).encryption_type === "KMS",
  aws_msk_cluster: ({ encryption_info }) => {
    const transit = first(first(encryption_info).encryption_in_transit);
    return transit.client_broker === "TLS" && transit.in_cluster === true;
  },
  // Null would be a plan without a key; one that is not known yet is left out of the plan's values.
  aws_cloudwatch_log_group: ({ kms_key_id }) => kms_key_id !== null,
  aws_secretsmanager_secret: ({ kms_key_id }) => kms_key_id !== null,
  aws_sns_topic: ({ kms_master_key_id }) => kms_master_key_id !== null,
};

export const policies: readonly Policy[] = [
  {
    name: "the database is reached from inside alone, is kept from deletion, and has backups",
    broken: (all) =>
      of(all, "aws_db_instance").filter(
        (one) =>
          one.publicly_accessible !== false || !one.deletion_protection || Number(one.backup_retention_period) < 1,
      ),
  },
  {
    name: "only the load balancer's ports 80 and 443 are open to the world",
    broken: (all) =>
      of(all, "aws_vpc_security_group_ingress_rule").filter(
        (one) =>
          one.cidr_ipv4 === everywhere &&
          (!one.address.startsWith("module.patchbay.module.firewall.aws_vpc_security_group_ingress_rule.internet[") ||
            one.from_port !== one.to_port ||
            ![80, 443].includes(Number(one.from_port))),
      ),
  },
  {
    name: "rules stand in resources of their own, and none lets everything through",
    broken: (all) => [
      ...of(all, "aws_security_group_rule"),
      ...of(all, "aws_security_group").filter(({ ingress, egress }) => ingress !== undefined || egress !== undefined),
      ...of(all, "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule").filter(
        ({ ip_protocol }) => ip_protocol !== "tcp",
      ),
    ],
  },
  {
    name: "no subnet gives tasks or data an address of the internet, and no task has one",
    broken: (all) => [
      ...of(all, "aws_subnet").filter(({ map_public_ip_on_launch }) => map_public_ip_on_launch === true),
      ...of(all, "aws_ecs_service").filter((one) => first(one.network_configuration).assign_public_ip !== false),
    ],
  },
  {
    name: "what is kept is encrypted",
    broken: (all) => all.filter((one) => encrypted[one.type]?.(one) === false),
  },
  {
    name: "no bucket is public, and each is encrypted and asked over TLS",
    broken: (all) => {
      const has = (bucket: Planned, type: string) =>
        of(all, type).some(({ address }) => address === bucket.address.replace(".aws_s3_bucket.", `.${type}.`));
      const open = of(all, "aws_s3_bucket_public_access_block").filter(
        (one) =>
          !(one.block_public_acls && one.block_public_policy && one.ignore_public_acls && one.restrict_public_buckets),
      );
      const needs = ["public_access_block", "server_side_encryption_configuration", "policy"];
      const bare = of(all, "aws_s3_bucket").filter((bucket) =>
        needs.some((one) => !has(bucket, `aws_s3_bucket_${one}`)),
      );
      return [...open, ...bare];
    },
  },
  {
    name: "Kafka takes no one without a sign-in",
    broken: (all) =>
      of(all, "aws_msk_cluster").filter(({ client_authentication }) => {
        const asked = first(client_authentication);
        return asked.unauthenticated !== false || first(asked.sasl).iam !== true;
      }),
  },
  {
    name: "services roll without a gap, and back when the new tasks are not healthy",
    broken: (all) =>
      of(all, "aws_ecs_service").filter((one) => {
        const breaker = first(one.deployment_circuit_breaker);
        const isWhole = Number(one.deployment_minimum_healthy_percent) >= 100;
        return !(breaker.enable && breaker.rollback && isWhole) || one.enable_execute_command === true;
      }),
  },
  {
    name: "requests go only to tasks that are ready, over TLS of today, and port 80 only redirects",
    broken: (all) => [
      ...of(all, "aws_lb_target_group").filter((one) => first(one.health_check).path !== "/readyz"),
      ...of(all, "aws_lb_listener").filter((one) =>
        one.port === 443
          ? one.protocol !== "HTTPS" || !String(one.ssl_policy).startsWith("ELBSecurityPolicy-TLS13-1-2")
          : first(one.default_action).type !== "redirect",
      ),
    ],
  },
  {
    name: "keys are rotated, images cannot be written over, logs are not kept for ever",
    broken: (all) => [
      ...of(all, "aws_kms_key").filter((one) => one.enable_key_rotation !== true),
      ...of(all, "aws_ecr_repository").filter((one) => one.image_tag_mutability !== "IMMUTABLE"),
      ...of(all, "aws_cloudwatch_log_group").filter((one) => !one.retention_in_days),
    ],
  },
  {
    name: "no secret is in the plan",
    broken: (all) => all.filter((one) => JSON.stringify(one).includes("canary")),
  },
];
