"""Name coded values: the terms that the report, the desk and the files for a person share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]
Terms = Mapping[str, Pair]

TOPICS: Final[Terms] = {
    "governance": ("Tata Kelola (Smart Governance)", "Smart Governance"),
    "branding": ("Citra Kota (Smart Branding)", "Smart Branding"),
    "economy": ("Ekonomi (Smart Economy)", "Smart Economy"),
    "living": ("Kehidupan Kota (Smart Living)", "Smart Living"),
    "society": ("Masyarakat (Smart Society)", "Smart Society"),
    "environment": ("Lingkungan (Smart Environment)", "Smart Environment"),
    "none": ("Tidak termasuk enam dimensi", "None of the six dimensions"),
}
SHORT_TOPICS: Final[Terms] = {
    "governance": ("Tata Kelola", "Governance"),
    "branding": ("Citra Kota", "Branding"),
    "economy": ("Ekonomi", "Economy"),
    "living": ("Kehidupan Kota", "Living"),
    "society": ("Masyarakat", "Society"),
    "environment": ("Lingkungan", "Environment"),
}
SUBTOPICS: Final[Terms] = {
    "public_service": ("Pelayanan Publik", "Public service"),
    "bureaucracy": ("Manajemen Birokrasi", "Bureaucracy"),
    "public_policy": ("Kebijakan Publik", "Public policy"),
    "tourism": ("Pariwisata", "Tourism"),
    "business": ("Bisnis dan Investasi", "Business and investment"),
    "appearance": ("Wajah Kota", "Appearance of the city"),
    "industry": ("Industri dan UMKM", "Industry and small business"),
    "welfare": ("Kesejahteraan", "Welfare"),
    "transaction": ("Transaksi Digital", "Digital transactions"),
    "harmony": ("Tata Ruang dan Sarana", "Space and facilities"),
    "health": ("Kesehatan", "Health"),
    "mobility": ("Mobilitas", "Mobility"),
    "community": ("Komunitas", "Community"),
    "learning": ("Pembelajaran", "Learning"),
    "security": ("Keamanan dan Kebencanaan", "Security and disasters"),
    "protection": ("Perlindungan Lingkungan", "Protection of the environment"),
    "waste": ("Sampah dan Limbah", "Waste"),
    "energy": ("Energi", "Energy"),
}
PROGRAMME_LEVELS: Final[Terms] = {
    "named": ("Menyebut program Smart City", "Names the Smart City programme"),
    "initiative": ("Menyebut layanan atau aplikasi Smart City", "Names a Smart City service or application"),
    "dimension": (
        "Bertopik dimensi Smart City, tanpa menyebut programnya",
        "On a Smart City dimension, without naming the programme",
    ),
    "none": ("Tidak terkait program", "Not related to the programme"),
}
OBSTACLES: Final[Terms] = {
    "awareness": ("Sosialisasi belum merata", "Uneven public outreach"),
    "infrastructure": ("Infrastruktur", "Infrastructure"),
    "application": ("Gangguan aplikasi", "Application faults"),
    "integration": ("Integrasi aplikasi", "Application integration"),
    "capacity": ("Kesigapan aparatur", "Readiness of officials"),
    "understanding": ("Pemahaman aparatur", "Officials' understanding"),
    "literacy": ("Literasi digital", "Digital literacy"),
    "procedure": ("Prosedur", "Procedure"),
    "collaboration": ("Koordinasi antarinstansi", "Coordination between offices"),
    "security": ("Keamanan data", "Data security"),
    "budget": ("Anggaran/biaya", "Budget and costs"),
    "organisation": ("Kelembagaan humas", "Organisation of public relations"),
    "participation": ("Partisipasi warga", "Citizen participation"),
}
SUPPORTING_FACTORS: Final[Terms] = {
    "leadership": ("Dukungan pimpinan", "Support of the leadership"),
    "regulation": ("Regulasi", "Regulation"),
    "budget": ("Anggaran", "Budget"),
    "partners": ("Kemitraan", "Partnerships"),
    "infrastructure": ("Infrastruktur", "Infrastructure"),
    "staff": ("SDM aparatur", "Staff"),
}
MESSAGE_FUNCTIONS: Final[Terms] = {
    "service_info": ("Informasi layanan", "Service information"),
    "education": ("Edukasi", "Education"),
    "invitation": ("Ajakan", "Invitation"),
    "activity_report": ("Laporan kegiatan", "Activity report"),
    "response": ("Tanggapan", "Response"),
    "greeting": ("Ucapan", "Greeting"),
}
STAGES: Final[Terms] = {
    "research": ("Penelitian", "Research"),
    "planning": ("Perencanaan", "Planning"),
    "implementation": ("Pelaksanaan", "Implementation"),
    "evaluation": ("Evaluasi", "Evaluation"),
    "reporting": ("Pelaporan", "Reporting"),
}
AUDIENCES: Final[Terms] = {
    "general": ("Umum", "General public"),
    "ward": ("Warga kelurahan/kecamatan", "Residents of a ward"),
    "civil_servants": ("ASN", "Civil servants"),
    "youth": ("Pelajar dan pemuda", "Pupils and young people"),
    "women": ("Perempuan dan PKK", "Women and PKK"),
    "small_firms": ("UMKM", "Small firms"),
    "elderly_disabled": ("Lansia dan disabilitas", "Elderly and disabled people"),
}
CHANGES: Final[Terms] = {
    "higher": ("Lebih tinggi", "Higher"),
    "lower": ("Lebih rendah", "Lower"),
    "not_distinguishable": ("Belum tampak perbedaan", "No difference visible yet"),
    "too_few": ("Data terlalu sedikit", "Too few data"),
}

TERMS: Final[Mapping[str, Terms]] = {
    "change": CHANGES,
    "topic": TOPICS,
    "topics": TOPICS,
    "subtopic": SUBTOPICS,
    "obstacle": OBSTACLES,
    "supporting_factor": SUPPORTING_FACTORS,
    "programme_level": PROGRAMME_LEVELS,
    "message_function": MESSAGE_FUNCTIONS,
    "stage": STAGES,
    "audience": AUDIENCES,
    "sentiment": {
        "positive": ("Positif", "Positive"),
        "neutral": ("Netral", "Neutral"),
        "negative": ("Negatif", "Negative"),
    },
    "intent": {
        "complaint": ("Keluhan", "Complaint"),
        "question": ("Pertanyaan", "Question"),
        "suggestion": ("Saran", "Suggestion"),
        "praise": ("Apresiasi", "Praise"),
        "other": ("Lainnya", "Other"),
    },
    "object": {
        "programme": ("Program Smart City", "The Smart City programme"),
        "communication": ("Komunikasi kantor", "The office's communication"),
        "other_service": ("Layanan lain", "Another service"),
    },
    "role": {
        "own": ("Akun sendiri", "Own account"),
        "agency": ("Perangkat daerah", "Agency of the city"),
        "media": ("Media massa", "News media"),
        "peer": ("Daerah pembanding", "Other city"),
    },
    "computed": {
        "labelling posts": ("label unggahan", "labels of posts"),
        "engagement": ("interaksi dibanding biasanya", "interactions against the usual"),
        "activities": ("kegiatan luar jaringan", "offline activities"),
        "campaigns": ("kampanye", "campaigns"),
        "messages across channels": ("pesan antarkanal", "messages across channels"),
        "texts that come back": ("teks yang terbit lagi", "texts that come back"),
        "labelling responses": ("label tanggapan warga", "labels of responses"),
        "strategy": ("strategi komunikasi", "communication strategy"),
        "conversation": ("pertanyaan warga", "citizens' questions"),
        "issues": ("isu warga", "citizens' issues"),
        "issues of the press": ("isu media massa", "issues of the press"),
    },
    "phase": {
        "before": ("Sebelum kampanye", "Before the campaign"),
        "during": ("Selama kampanye", "During the campaign"),
        "after": ("Setelah kampanye", "After the campaign"),
    },
    "label_method": {
        "model": ("Perkiraan mesin", "Machine label"),
        "taxonomy": ("Daftar kata", "List of words"),
        "human": ("Diperiksa petugas", "Checked by a person"),
        "reader": ("Model bahasa", "Language model"),
    },
    "published_precision": {
        "second": ("Sampai detik", "To the second"),
        "day": ("Hari saja", "The day only"),
        "unknown": ("Tidak diketahui", "Unknown"),
    },
    "engagement_level": {
        "low": ("Rendah", "Low"),
        "normal": ("Biasa", "Normal"),
        "high": ("Tinggi", "High"),
        "very_high": ("Sangat tinggi", "Very high"),
        "unknown": ("Belum dapat dinilai", "Cannot be judged yet"),
    },
    "outcome": {
        "complete": ("Lengkap", "Complete"),
        "partial": ("Sebagian", "Partial"),
        "blocked": ("Akses ditolak", "Access refused"),
        "skipped": ("Tidak diambil", "Not collected"),
        "failed": ("Gagal", "Failed"),
    },
    "verdict": {
        "better": ("Lebih tinggi", "Higher"),
        "no_difference": ("Tidak terbukti berbeda", "Not shown to differ"),
        "worse": ("Lebih rendah", "Lower"),
        "insufficient_data": ("Data belum cukup", "Not enough data"),
    },
    "answer_status": {
        "waiting": ("Masih dalam batas waktu", "Within its time"),
        "unanswered": ("Belum terlihat dijawab", "No answer seen"),
        "answered": ("Terlihat dijawab", "Answer seen"),
        "needs_no_answer": ("Tidak perlu dijawab", "Needs no answer"),
        "noted": ("Dijawab menurut catatan petugas", "Answered, as a person noted"),
    },
    "kind": {
        "post": ("unggahan", "post"),
        "reply": ("balasan", "reply"),
        "quote": ("kutipan", "quote"),
        "repost": ("unggahan ulang", "repost"),
        "image": ("gambar", "image"),
        "video": ("video", "video"),
        "short": ("video pendek", "short video"),
        "live": ("siaran", "broadcast"),
        "album": ("album", "album"),
        "article": ("berita", "article"),
    },
    "medium": {
        "whatsapp": ("WhatsApp", "WhatsApp"),
        "tiktok": ("TikTok", "TikTok"),
        "telegram": ("Telegram", "Telegram"),
        "newspaper": ("Koran dan media cetak", "Newspapers"),
        "radio": ("Radio", "Radio"),
        "brochure": ("Brosur dan selebaran", "Brochures and leaflets"),
        "banner": ("Spanduk dan baliho", "Banners and billboards"),
    },
    "evidence_source": {
        "citizen": ("Warga", "Citizens"),
        "officer": ("Aparatur", "Officers"),
        "document": ("Dokumen", "Documents"),
        "media": ("Media", "Media"),
        "behaviour": ("Perilaku kanal", "Behaviour of the channels"),
    },
}
