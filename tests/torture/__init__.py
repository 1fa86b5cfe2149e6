"""What must never be lost: under kills, failing disks, power cuts, crowds, hostile bytes (docs/safety.md)."""
