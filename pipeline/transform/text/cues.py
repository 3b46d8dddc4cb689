"""Words that tell what a post does and at which stage, rather than what it is about (codebook, sections 2 and 4)."""

from __future__ import annotations

from collections import defaultdict

_FUNCTION_WORDS = {
    "invitation": """
        akan audisi ayo ayok ayokk bergabung berhadiah berpartisipasi catat daftarkan datang doorprize
        gabung hadiah hadiri hadirilah hadirlah ikutan ikuti ikutlah juara ketinggalan kibarkan kolom
        komentar kompetisi kuota lewatkan live mau memeriahkan mengajak mengundang meriahkan nantikan
        narasumber nyok obrolan panggilan partisipasimu peluang peserta podcast ramaikan rangkaian saksikan
        sayembara seleksi selesai seru siap simak streaming tanggalnya tema tiket yuk yukk yuks
    """,
    "service_info": """
        alamat alternatif aplikasi bayar berkas berlaku biaya bisa buka butuh call center cukup daftar denda
        dialihkan diskon ditiadakan ditunda ditutup dokumen download format gratis hotline hubungi info
        informasi insentif jadwal jalur jam jatuh keringanan ketentuan ketidaknyamanan kk ktp lapor laporkan
        layanan libur lokasi loket maaf manfaatkan membayar mendaftar menghubungi mengurus mudah ngurus
        nomor online operasional pembayaran pemberitahuan pendaftaran pengalihan pengumuman penutupan
        periode persyaratan prosedur syarat tahap tarif tempo tersedia tutup unduh urus website
    """,
    "education": """
        adalah artinya asn bahaya belajar berakhlak biasakan bijak bukan bumi cegah dampak definisi depan
        dihimbau diimbau edukasi fakta faktanya gejala gratifikasi himbauan hindari hoaks hoax imbauan
        infografis integritas itu jaga jangan jauhi judi katakan kebiasaan kenali keren kesadaran korupsi
        lindungi manfaat masa menghimbau mengimbau mitos modus mulai narkoba pahami pengetahuan penipuan
        plastik sadar sederhana stop tahu tahukah tapi tau tawuran tidak tips tolak waspada waspadai yuk
    """,
    "activity_report": """
        antusias berlangsung bersama beserta dihadiri diikuti dilaksanakan dipimpin giat jajaran kegiatan
        komitmen kunjungan launching melaksanakan melakukan membagikan membuka memimpin mendampingi
        menggelar menghadiri mengikuti meninjau menjadi menyerahkan meraih meresmikan monitoring pelaksanaan
        pembagian penertiban peninjauan penyaluran penyerahan peresmian raih rapat selengkapnya sinergi
        sosialisasi sukses terlaksana turut wujud
    """,
    "response": """
        aduan dilaporkan evakuasi kasus keluhan klarifikasi lanjut laporan melaporkan menanggapi
        menindaklanjuti merespon merespons pelapor penanganan pengaduan petugas respon respons tindak
    """,
    "greeting": """
        almarhum barakallah baru berduka dedikasi dirgahayu doa duka hari hut ibu idulfitri imlek jadi kasih
        marhaban memperingati mengucapkan merayakan milad natal nyepi pahlawan purna segenap selamat semoga
        tahun terima ucapan ulang
    """,
}
_STAGE_WORDS = {
    "research": """
        aspirasi aspirasinya ceritakan harapanmu jajak jaring jawabannya kuesioner masukan menampung mendengarkan
        menjaring menyerap menurutmu pendapatmu polling reses responden survei survey usulan
    """,
    "planning": """
        direncanakan kesiapan lokasi mempersiapkan musrembang musrenbang penyusunan perencanaan persiapan pramusrenbang
        rancangan rencana rencananya renja rkpd rpjmd
    """,
    "evaluation": """
        anugerah award capaian evaluasi hasil ikm indeks juara kategori menjuarai meraih mengevaluasi monev
        nilai pemenang penghargaan penilaian peringkat perolehan predikat prestasi raih refleksi skm skor
        terealisasinya
    """,
    "reporting": """
        akuntabel akuntabilitas audit belanja bpk infografis laporan lkpd lkpj lpj pelapor pertanggungjawaban
        realisasi rekap respon transparansi verifikasi
    """,
}
FUNCTIONS, STAGES = tuple(_FUNCTION_WORDS), tuple(_STAGE_WORDS)
CUED = (*FUNCTIONS, *STAGES)


def _by_word() -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate((*_FUNCTION_WORDS.values(), *_STAGE_WORDS.values())):
        for word in words.split():
            found[word].append(place)
    return {word: tuple(places) for word, places in found.items()}


CUES = _by_word()
"""The places in CUED of what each word tells; a word may tell several."""
