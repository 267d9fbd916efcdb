#!/bin/sh
# Runs a task of ECS once and waits for its end, with the AWS CLI. Exits with 1 when it could not be run or failed.
set -eu

network="awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUP],assignPublicIp=DISABLED}"
task=$(aws ecs run-task --cluster "$CLUSTER" --task-definition "$TASK_DEFINITION" --launch-type FARGATE \
  --network-configuration "$network" --query 'tasks[0].taskArn' --output text)
case "$task" in
  arn:*) ;;
  *) echo "ECS did not start the migrations. Look at the cluster $CLUSTER." >&2; exit 1 ;;
esac

echo "Migrations run as $task"
# The CLI waits ten minutes at a time.
waits=0
until aws ecs wait tasks-stopped --cluster "$CLUSTER" --tasks "$task"; do
  waits=$((waits + 1))
  [ "$waits" -lt 6 ] || { echo "The migrations still run after an hour. Look at their log." >&2; exit 1; }
done

code=$(aws ecs describe-tasks --cluster "$CLUSTER" --tasks "$task" --query 'tasks[0].containers[0].exitCode' --output text)
[ "$code" = 0 ] && exit 0
reason=$(aws ecs describe-tasks --cluster "$CLUSTER" --tasks "$task" --query 'tasks[0].stoppedReason' --output text)
echo "The migrations failed (exit code $code): $reason. Their log group says more; the former version goes on running." >&2
exit 1
