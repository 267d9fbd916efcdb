# Runs the migrations once before the services get their new image. When they fail, the apply ends here and the former
# version goes on running.

resource "terraform_data" "this" {
  count            = var.enabled ? 1 : 0
  triggers_replace = [var.task_definition_arn]

  provisioner "local-exec" {
    command = "sh ${path.module}/run-task.sh"
    environment = {
      AWS_REGION      = var.region
      CLUSTER         = var.cluster
      TASK_DEFINITION = var.task_definition_arn
      SUBNETS         = join(",", var.subnet_ids)
      SECURITY_GROUP  = var.security_group_id
    }
  }
}
