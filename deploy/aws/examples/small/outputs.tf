output "patchbay" {
  description = "Everything that the module says."
  value       = module.patchbay
}
