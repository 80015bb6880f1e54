#!/usr/bin/env bash
# A step of `python -m pipelines` inside of the task AzureCLI@2, which has signed az in and handed over who it is.
# shellcheck disable=SC2154 # the task sets them
set -euo pipefail

export PATH="$AGENT_TEMPDIRECTORY/bin:$PATH" # Pulumi and kubelogin, where the step before has put them
export ARM_USE_OIDC=true ARM_CLIENT_ID="$servicePrincipalId" ARM_TENANT_ID="$tenantId" ARM_OIDC_TOKEN="$idToken"
export AZURE_TENANT_ID="$tenantId" AZURE_TOKEN_CREDENTIALS=AzureCLICredential # for the state and its key
export AAD_LOGIN_METHOD=azurepipelines                                        # for kubelogin
export PULUMI_SKIP_UPDATE_CHECK=true

run() {
  .venv/bin/python -m pipelines "$@"
}

if [ "$1" = drift ]; then
  # Compared with what is deployed, not with what has been merged since and waits for its approval.
  commit="$(run deployed "$2" "$3")"
  git merge-base --is-ancestor "$commit" HEAD
  git checkout --quiet --detach "$commit"
  make .venv/.runtime
  run settle "$2" "$3"
fi
run "$@"
