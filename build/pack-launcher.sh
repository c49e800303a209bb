#!/usr/bin/env bash
# Packs tasks/DatasetPipeline.Launcher into build/packages/, once as the tool behind `dotnet train` and once as that behind
# `dotnet dataset`, and writes the version into .config/dotnet-tools.json. The version is a hash of the launcher's sources:
# NuGet keeps a version that it has seen for ever, so other sources must never come under the same one. The same sources
# give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
launcher=tasks/DatasetPipeline.Launcher

# As PackageTests computes it.
hash=$(cd "$launcher" && find . -type f \( -name '*.cs' -o -name '*.csproj' \) -not -path './bin/*' -not -path './obj/*' | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
version=0.1.0-h$hash

rm -rf build/packages/*.nupkg
for tool in dataset train; do
    rm -rf "$launcher/bin/Release" "$launcher/obj/Release"
    dotnet pack "$launcher" --nologo -v:quiet -c Release -p:Tool="$tool" -p:Version="$version" -p:ContinuousIntegrationBuild=true -o build/packages
done

mkdir -p .config
cat > .config/dotnet-tools.json <<JSON
{
  "version": 1,
  "isRoot": true,
  "tools": {
    "datasetpipeline.launcher.dataset": {
      "version": "$version",
      "commands": [
        "dotnet-dataset"
      ],
      "rollForward": false
    },
    "datasetpipeline.launcher.train": {
      "version": "$version",
      "commands": [
        "dotnet-train"
      ],
      "rollForward": false
    }
  }
}
JSON
echo "build/packages/*.$version.nupkg; commit them with .config/dotnet-tools.json"
