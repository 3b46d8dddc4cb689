"""Plan two campaigns and activities off line for the demo's office, dated back from the demo's night."""

from __future__ import annotations

from datetime import date, timedelta

ACTIVITIES = "activities.csv"
# The ended campaign has ripened: its last post is more than seven days old. The running one is behind on Instagram.
PLANS = """\
engagement: {{min_history: 6}}  # the sample is small; without this line a score wants 20 earlier posts of its kind
campaigns:
  - name: Kenali 112
    starts_on: {ended_start}
    ends_on: {ended_end}
    hashtags: [PatriotSiaga112]
    plan:
      x: {{posts: 10, interactions: 900}}
      instagram: {{posts: 3, views: 15000}}
  - name: Pilah Sampah dari Rumah
    starts_on: {running_start}
    ends_on: {running_end}
    hashtags: [PilahSampah]
    plan:
      x: {{posts: 10, interactions: 600}}
      instagram: {{posts: 14}}
      facebook: {{posts: 4}}
      youtube: {{posts: 2}}
activities: activities.csv
"""
OFF_LINE = (
    (33, "spanduk", "Kenali 112", "Bekasi Timur", 4000, 3500000, "foto 12"),
    (26, "radio", "Kenali 112", "", 15000, 2400000, "rekaman siaran"),
    (17, "pertemuan", "Pilah Sampah dari Rumah", "Jatiasih", 85, 1200000, "daftar hadir"),
    (9, "selebaran", "Pilah Sampah dari Rumah", "Rawalumbu", 600, 750000, "foto 31"),
    (
        8,
        "siaran WhatsApp",
        "Pilah Sampah dari Rumah",
        "",
        1850,
        "",
        "tangkapan layar 4",
        "Jadwal bank sampah",
        "",
        "lingkungan",
    ),
    (
        6,
        "video TikTok",
        "Pilah Sampah dari Rumah",
        "",
        2300,
        "",
        "tangkapan layar 7",
        "Tiga wadah di dapur",
        "",
        "lingkungan",
    ),
    (
        5,
        "kanal Telegram",
        "Pilah Sampah dari Rumah",
        "",
        410,
        "",
        "tangkapan layar 8",
        "Jadwal jemput",
        "",
        "lingkungan",
    ),
    (7, "koran", "Pilah Sampah dari Rumah", "", "", "", "kliping 2", "Warga mulai memilah sampah", "", "lingkungan"),
)


def plans(today: date) -> str:
    """Write the part of the configuration that holds them."""
    days = {"ended_start": -36, "ended_end": -15, "running_start": -18, "running_end": 12}
    return PLANS.format(**{name: today + timedelta(days=shift) for name, shift in days.items()})


def activities(today: date) -> str:
    """Write the file of what happened off line."""
    rows = [",".join(map(str, (today - timedelta(days=days), *told))) for days, *told in OFF_LINE]
    return "\n".join(["date,kind,campaign,district,reached,cost,proof,title,url,topic", *rows, ""])
