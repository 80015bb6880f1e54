#!/usr/bin/env bash
# Commit the stack file that a proposal has edited and push it as a branch of its own, whose name is printed. The branch is
# of one digest: another build of a version has another, and a second run on the same digest finds it there and leaves it.
# Where the stack file has the image already, nothing is done and nothing printed.
# The arguments are options of git: who commits, and what signs in.
set -euo pipefail
cd "$(dirname "$0")/.."

file="Pulumi.$STACK.yaml"
branch="propose/$STACK-$MODEL-$DEPLOYMENT-$VERSION-${DIGEST:7:12}"
if git diff --quiet -- "$file"; then
  echo "$file has this image already: nothing to propose" >&2
  exit 0
fi
if git "$@" ls-remote --exit-code origin "refs/heads/$branch" > /dev/null; then
  echo "the branch is there already: it stays as it is" >&2
else
  git "$@" commit --quiet --message "Propose $MODEL $VERSION for $DEPLOYMENT in $STACK, without traffic" -- "$file"
  git "$@" push --quiet origin "HEAD:refs/heads/$branch"
fi
echo "$branch"
