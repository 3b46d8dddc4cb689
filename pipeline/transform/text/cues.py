"""Words that tell what a post does and at which stage, rather than what it is about (codebook, sections 2 and 4)."""

from __future__ import annotations

from collections import defaultdict

_FUNCTION_WORDS = {
    "invitation": """
        ajak akan audisi ayo ayok ayokk bergabung berhadiah berpartisipasi buruan catat daftarkan datang
        dibuka dinantikan ditunggu doorprize festivalnya gabung gratisan guest hadiah hadiahnya hadiri
        hadirilah hadirlah hayu hayuk ikutan ikuti ikutilah ikutlah jadilah juara kapan ketinggalan kibarkan
        kolom komentar kompetisi kuota kuy lewatkan live mampir mau memeriahkan mengajak mengundang meriah
        meriahkan monggo nantikan narasumber nonton nyok obrolan panggilan partisipasimu peluang
        pendaftarannya peserta podcast ramaikan ramaikanlah rangkaian registrasi saksikan sayembara seleksi
        selesai seru siap simak spesial startnya streaming sukseskan tanggalnya tema terbuka tiket tunggu
        undang undian voting yok yuk yukk yuks
    """,
    "service_info": """
        akses alamat alternatif alur aplikasi bawa bayar berkas berlaku beroperasi biaya bisa buka butuh
        call calon center cukup daftar denda diakses dialihkan dibuka dilayani diskon ditangguhkan
        ditiadakan ditunda ditutup dokumen download edaran format formulir gangguan gratis hanya hotline
        hubungi info informasi informasikan insentif jadwal jadwalnya jalur jam jatuh kecuali keliling
        keringanan kerusakan ketentuan ketentuannya ketidaknyamanan kk klik ktp kunjungi kuotanya laman
        lapor laporkan layanan lengkapi libur link lokasi loket maaf manfaatkan melayani membayar
        memberlakukan mendaftar menghubungi mengurus mudah ngurus nomor nomornya online operasional
        pelanggan pelayanannya pemadaman pembayaran pemberitahuan pemeliharaan pemohon pendaftaran
        pengalihan pengumuman penutupan penyesuaian perbaikan periode persyaratan persyaratannya prosedur
        pukul rute scan sebesar siapkan situs slot surat syarat syaratnya tahap tarif tarifnya tautan tempo
        terdekat terganggu tersedia tutup unduh urus website wib wit wita
    """,
    "education": """
        adalah agar alasan aman anda arti artinya asn bagaimana bahaya bahayanya begini belajar berakhlak
        beri berpotensi biar biasakan bijak bukan bumi caranya cegah cegahlah cerdas cermat dampak dapatkah
        definisi depan diharapkan dihimbau diimbau disiplin edukasi fakta faktanya gejala gratifikasi
        gunakan harus hati himbauan hindari hoaks hoax imbau imbauan infografis infokan ingat integritas
        istilah itu jadi jaga jangan janganlah jauhi judi kamu katakan kebiasaan kenali kenapa keren
        kesadaran ketahui kita korupsi kurangi lakukan langkah lindungi lindungilah lur manfaat mari masa
        mengapa mengenal menghimbau mengimbau menjauhi mitos modus mulai mulailah narkoba pahami pakai
        pastikan patuhi patuhilah pengetahuan penipuan penting pentingnya perhatikan plastik potensi
        prakiraan rajin rawan sadar sadari salah sebaiknya sederhana segera sejarah selalu semakin sobat
        stop supaya taati taatilah tahu tahukah tapi tau tawuran terapkan tetap tidak tingkatkan tips tolak
        tradisi tunda wajib waspada waspadai waspadalah yakni yuk
    """,
    "activity_report": """
        acara antusias berkunjung berlangsung bersama beserta bupati camat dampingi dibuka digelar dihadiri
        diharapkannya diikuti dilaksanakan dipimpin diserahkan ditegaskan ditemui diungkapkan forkopimda
        gelar giat gubernur hadir hadiri imbuh jajaran jelas jelasnya kadis kata katanya kegiatan
        kegiatannya komitmen kunjungan kunjungi lantik launching lurah melaksanakan melakukan membagikan
        membuka memimpin mendampingi menegaskan menerima mengapresiasi mengatakan menggelar menghadiri
        mengikuti mengungkapkan menilai meninjau menjadi menjelaskan menuturkan menyambut menyampaikan
        menyebut menyerahkan meraih meresmikan monitoring pelaksanaan pembagian penertiban peninjauan
        penyaluran penyerahan peresmian pimpin pungkas pungkasnya raih rapat resmikan salurkan sambutannya
        sekda selengkapnya serahkan silaturahmi sinergi sosialisasi sukses tambah tambahnya tandas tandasnya
        tegas tegasnya terang terangnya terlaksana tinjau turut tutur tuturnya ujar ujarnya ungkap ungkapnya
        wabup wagub wakil wako wali walikota wawako wujud
    """,
    "response": """
        aduan bantah benar beredar dilaporkan dipadamkan disinformasi diterima ditindaklanjuti dugaan
        evakuasi evakuasinya hoaks informasi kasus kebakaran kejadian keluhan klarifikasi korban kronologi
        lanjut laporan lokasi luruskan melaporkan meluruskan membantah menanggapi menindaklanjuti merespon
        merespons pelapor penanganan pengaduan penyebab petugas regu respon respons sigap terbakar tiba
        tindak tumbang unit
    """,
    "greeting": """
        aamiin almarhum amin ampunan barakallah baru batin belasungkawa berbahagia berduka bermaafan
        berpulang dedikasi dirgahayu doa duka fitri hari hut ibu idul iduladha idulfitri imlek jadi kasih
        khidmat lahir maaf marhaban memperingati mengenang mengucapkan merayakan merdeka milad minal natal
        nyepi pahlawan purna rahmat segenap selamat semoga sukacita sukses syukur tahun terima turut ucapan
        ulang wafat waisak
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
