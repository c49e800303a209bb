#!/usr/bin/env bash
# Packs tasks/DatasetPipeline.Train.Launcher, the tool behind `dotnet train`, into build/packages/ and writes its
# version into .config/dotnet-tools.json. The version is a hash of the launcher's sources: NuGet keeps a version that
# it has seen for ever, so other sources must never come under the same one. The same sources give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
launcher=tasks/DatasetPipeline.Train.Launcher

# As LauncherPackageTests computes it.
hash=$(cd "$launcher" && find . -type f \( -name '*.cs' -o -name '*.csproj' \) -not -path './bin/*' -not -path './obj/*' | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
version=0.1.0-h$hash

rm -rf build/packages/DatasetPipeline.Train.Launcher.*.nupkg "$launcher/bin/Release" "$launcher/obj/Release"
dotnet pack "$launcher" --nologo -v:quiet -c Release -p:Version="$version" -p:ContinuousIntegrationBuild=true -o build/packages

mkdir -p .config
cat > .config/dotnet-tools.json <<JSON
{
  "version": 1,
  "isRoot": true,
  "tools": {
    "datasetpipeline.train.launcher": {
      "version": "$version",
      "commands": [
        "dotnet-train"
      ],
      "rollForward": false
    }
  }
}
JSON
echo "build/packages/DatasetPipeline.Train.Launcher.$version.nupkg; commit it with .config/dotnet-tools.json"
